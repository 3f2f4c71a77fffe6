import { usesOf } from '../../mapping/mapping.ts';
import { isConstantName, type Constants } from '../constants.ts';
import type { ConnectDefinition, ErrorsDefinition, Expression, SourceDefinition } from '../read/definition.ts';
import { httpExpressions, requestExpressions } from '../request/request.ts';
import type { Findings } from './finding.ts';

/** Values of the config and of the environment that are read and are not there: a token, more often than not. */
export function checkSourceConstants(
  { http, errors }: SourceDefinition,
  constants: Constants,
  findings: Findings,
): void {
  check([...httpExpressions(http), ...ofErrors(errors)], constants, findings);
}

export function checkConnectConstants(connect: ConnectDefinition, constants: Constants, findings: Findings): void {
  check(
    [...requestExpressions(connect, undefined), connect.selection, ...ofErrors(connect.errors)],
    constants,
    findings,
  );
}

const ofErrors = ({ message, extensions, isSuccess }: ErrorsDefinition) => [message, extensions, isSuccess];

function check(
  expressions: readonly (Expression | undefined)[],
  { source, $config, $env }: Constants,
  findings: Findings,
): void {
  for (const expression of expressions) {
    // Whoever writes `??` or `?` expects it to be missing.
    if (!expression || expression.text.value.includes('?')) continue;
    for (const { variable, path, start } of usesOf(expression.mapping)) {
      const [name] = path;
      if (!isConstantName(variable) || name === undefined) continue;
      if (Object.hasOwn(variable === '$config' ? $config : $env, name)) continue;
      const mend =
        variable === '$env'
          ? `Set ${name} in the environment.`
          : `Write it in the config: \`sources.${source}.config.${name}\`.`;
      findings.warning('CONSTANT_NOT_SET', expression.text.at(start), `\`${variable}.${name}\` has no value. ${mend}`);
    }
  }
}
