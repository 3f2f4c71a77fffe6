export const REST_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type RestMethod = (typeof REST_METHODS)[number];

/** The values of a request, as they came. */
export interface GivenValues {
  /** By the name of the parameter, decoded. */
  readonly path: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  /** The body as JSON; `undefined` where none was sent. */
  readonly body: unknown;
}

/** Where a value of a request came from: a parameter of its address, or a JSON pointer into its body. */
export type GivenPlace = { readonly parameter: string } | { readonly pointer: string };

/** A registered operation as an endpoint. */
export interface RestFace {
  readonly method: RestMethod;
  /** Relative to `/api`, with parameters as whole segments in braces: `/v1/airports/{code}`. */
  readonly path: string;
  /** The id of the operation. */
  readonly id: string;
  /** Whether it is a mutation. */
  readonly writes: boolean;
  /** The root field whose value is the answer; `null` where the answer is the object of all root fields. */
  readonly answer: string | null;
  /** How long an answer may be kept; `null` where nobody may. */
  readonly cacheControl: string | null;
  /** Headers of every answer: what is told of its deprecation. */
  readonly headers: Readonly<Record<string, string>>;
  /** The variables of the operation. @throws Refusal naming each parameter that is missing, unknown or of a wrong value */
  readonly variables: (given: GivenValues) => Readonly<Record<string, unknown>>;
  /** Where the value of a variable comes from. @param variable by dots into an input object: `input.legs` */
  readonly placeOf: (variable: string) => GivenPlace;
}

/** The REST endpoints of one generation. */
export interface RestFaces {
  readonly all: readonly RestFace[];
  /** What describes them: an OpenAPI 3.1 document as JSON text, made when it is first asked for. */
  readonly openApi: () => string;
}

/** Before there is a generation. */
export const NO_FACES: RestFaces = { all: [], openApi: () => '{}' };
