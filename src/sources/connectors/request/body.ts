import type { Constants } from '../constants.ts';
import { GatewayError } from '../../../errors/gateway-error.ts';
import type { Json } from '../../mapping/mapping.ts';
import type { Expression } from '../read/definition.ts';
import { refuseFor, wholeFill, type Fill } from './fill.ts';
import type { Refuse } from './encode.ts';

export const FORM = 'application/x-www-form-urlencoded';

/** The body of a request; a mapping that gives nothing leaves it empty. */
export function bodyFill(expression: Expression, isForm: boolean, constants: Constants): Fill<string | undefined> {
  const refuse = refuseFor(expression, constants);
  const write = isForm ? formText : jsonText;
  const text = (value: Json | undefined): string | undefined =>
    value === undefined ? undefined : write(value, refuse);
  return wholeFill(expression, constants, text);
}

/** Arguments may hold what scalars of the user's own made of them, such as a BigInt. */
function jsonText(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch (cause) {
    const originalError = cause instanceof Error ? cause : undefined;
    throw new GatewayError(
      'A value of the request cannot be written as JSON.',
      { code: 'BAD_USER_INPUT' },
      { originalError },
    );
  }
}

/** Nested names in brackets, null as an empty value, no parameter for an empty list. */
function formText(value: Json, refuse: Refuse): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return refuse('must be an object to be sent as a form');
  }
  const form = new URLSearchParams();
  for (const [name, one] of Object.entries(value)) append(form, name, one);
  return form.toString();
}

function append(form: URLSearchParams, name: string, value: Json): void {
  if (typeof value !== 'object' || value === null) form.append(name, value === null ? '' : String(value));
  else for (const [key, one] of Object.entries(value)) append(form, `${name}[${key}]`, one);
}
