/** One member of an object that is written. */
export interface Member {
  readonly key: string;
  /** The name of the condition that it is written under. */
  readonly condition: string | null;
  /** An expression that gives the text of its value. */
  readonly value: string;
  /** Whether the expression needs the place of the object. */
  readonly placed: boolean;
}

/** Statements that return the text of an object. */
export function objectText(members: readonly Member[]): string {
  return members.some(({ condition }) => condition !== null) ? conditional(members) : plain(members);
}

function plain(members: readonly Member[]): string {
  if (members.length === 0) return `return '{}';`;
  const texts = members.map(
    ({ key, value }, index) => `${JSON.stringify(`${index > 0 ? ',' : '{'}${named(key)}`)} + ${value}`,
  );
  return `return ${texts.join(' + ')} + '}';`;
}

function conditional(members: readonly Member[]): string {
  const lines = members.map(({ key, value, condition }) => {
    const line = `s += (s === '{' ? ${JSON.stringify(named(key))} : ${JSON.stringify(`,${named(key)}`)}) + ${value};`;
    return condition === null ? line : `if (${condition}) ${line}`;
  });
  return `let s = '{';\n${lines.join('\n')}\nreturn s + '}';`;
}

const named = (key: string): string => `${JSON.stringify(key)}:`;
