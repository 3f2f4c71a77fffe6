import type { restProject } from './rest-project.ts';

/** Operations of every kind as endpoints. */
export const OPERATIONS = `
  query All($int: Int, $float: Float, $flag: Boolean, $kind: Kind, $ids: [ID!], $text: String = "some")
  @contract(rest: "GET /v1/all") {
    echo(int: $int, float: $float, flag: $flag, kind: $kind, ids: $ids, text: $text) { args }
  }
  query Ranged($int: Int) @contract(rest: "GET /v1/ranged", ranges: [{ variable: "int", min: 1, max: 5 }]) {
    echo(int: $int) { args }
  }
  mutation KeepRanged($id: ID!, $deep: Deep, $more: Deep) @contract(
    rest: "PUT /v1/ranged/{id}", ranges: [{ variable: "deep.count", max: 5 }, { variable: "more.next.count", max: 5 }]
  ) { keep(id: $id, deep: $deep) { args } again: keep(id: $id, deep: $more) { args } }
  mutation PatchRanged($id: ID!, $deep: Deep!) @contract(
    rest: "PATCH /v1/ranged/{id}", ranges: [{ variable: "deep.count", max: 5 }]
  ) { keep(id: $id, deep: $deep) { args } }
  query One($int: Int!) @contract(rest: "GET /v1/all/{int}") { echo(int: $int) { args } }
  query Special @contract(rest: "GET /v1/all/special") { echo(text: "special") { args } }
  query Next($int: Int!) @contract(rest: "GET /v2/all/{int}") { echo(int: $int, text: "v2") { args } }
  query Search($deep: Deep!) @contract(rest: "POST /v1/search") { echo(deep: $deep) { args } }
  query Node($id: ID!) @contract(rest: "GET /v1/nodes/{id}") {
    node(id: $id) { __typename id ... on Thing { size } ... on Idea { text } }
  }
  query Names @contract(rest: "GET /v1/names") { names }
  query Two @contract(rest: "GET /v1/two") { names nothing { args } }
  query Nothing @contract(rest: "GET /v1/nothing") { nothing { args } }
  query Fails @contract(rest: "GET /v1/fails") { fails { args } }
  query AllFail @contract(rest: "GET /v1/all-fail") { fails { args } again: fails { args } }
  query Half @contract(rest: "GET /v1/half") { half { args more } }
  query Old @contract(
    rest: "GET /v1/old", deprecated: { since: "2026-01-31", sunset: "2027-01-31", link: "https://example.com/new" }
  ) { names }
  mutation Keep($id: ID!, $title: String, $deep: Deep) @contract(rest: "PUT /v1/kept/{id}") {
    keep(id: $id, title: $title, deep: $deep) { args }
  }
  mutation Patch($id: ID!, $deep: Deep!) @contract(rest: "PATCH /v1/kept/{id}") { keep(id: $id, deep: $deep) { args } }
  mutation Drop($id: ID!) @contract(rest: "DELETE /v1/kept/{id}") { drop(id: $id) { args } }
  mutation Touch($id: ID!) @contract(rest: "POST /v1/kept/{id}/touch") { keep(id: $id) { args } }
`;

type Gateway = Awaited<ReturnType<typeof restProject>>;

/** An answer of an endpoint. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** `undefined` where there was none. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** A request with a body as JSON, or without one. */
export const send = (method: string, body?: unknown): RequestInit => ({
  method,
  ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
});

/** Asks an address below `/api`. */
export async function askRest(gateway: Gateway, path: string, init: RequestInit = {}): Promise<RestAnswer> {
  const response = await gateway.fetch(`/api${path}`, init);
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, body: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) };
}
