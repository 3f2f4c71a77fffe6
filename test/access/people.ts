/** People, robots and accounts, some of which are not for everybody. */
export const SDL = /* GraphQL */ `
  extend schema
    @link(
      url: "https://specs.apollo.dev/federation/v2.8"
      import: ["@authenticated", { name: "@requiresScopes", as: "@scoped" }, "@policy", "@requires"]
    )
    @source(name: "api", http: { baseURL: "http://127.0.0.1:9" })

  type Query {
    me: User @connect(source: "api", http: { GET: "/me" }, selection: "id name email")
    users: [User!]! @connect(source: "api", http: { GET: "/users" }, selection: "$.items { id name email }")
    node(id: ID!): Node
      @connect(source: "api", http: { GET: "/nodes/{$args.id}" }, selection: "__typename: type id name label")
    account: Account @connect(source: "api", http: { GET: "/account" }, selection: "id balance")
    strict: Account! @connect(source: "api", http: { GET: "/strict" }, selection: "id balance")
    iban: IBAN @connect(source: "api", http: { GET: "/iban" }, selection: "$")
    open: String @connect(source: "api", http: { GET: "/open" }, selection: "$.text")
  }
  type Mutation {
    close: String @scoped(scopes: [["admin"]]) @connect(source: "api", http: { POST: "/close" }, selection: "$.text")
  }

  interface Node {
    id: ID!
    label: String
  }
  type User implements Node {
    id: ID!
    name: String
    label: String
    email: String @authenticated
    orders: [String!]
      @scoped(scopes: [["orders:read", "user:read"], ["admin"]])
      @connect(source: "api", http: { GET: "/users/{$this.id}/orders" }, selection: "$.items")
    vip: String
      @policy(policies: [["vip"], ["staff", "day"]])
      @connect(source: "api", http: { GET: "/users/{$this.id}/vip" }, selection: "$.text")
    greeting: String
      @requires(fields: "email")
      @connect(source: "api", http: { GET: "/greeting/{$this.email}" }, selection: "$.text")
  }
  type Robot implements Node @authenticated {
    id: ID!
    label: String
    name: String
  }
  type Account @authenticated @scoped(scopes: [["account"]]) {
    id: ID!
    balance: Int
  }
  scalar IBAN @scoped(scopes: [["account"]])
`;

const user = (n: number) => ({ id: `u${n}`, name: `User ${n}`, email: `u${n}@example.com` });

export function answer({ pathname }: URL): unknown {
  const [, first, id] = pathname.split('/');
  if (first === 'users') return id === undefined ? { items: [user(1), user(2)] } : { items: ['a'], text: 'yes' };
  if (first === 'me') return user(1);
  if (first === 'nodes') return { type: id?.startsWith('u') ? 'User' : 'Robot', id, name: 'N', label: 'L' };
  if (first === 'account' || first === 'strict') return { id: 'a', balance: 3 };
  return first === 'iban' ? JSON.stringify('AT1') : { text: first };
}

export const policies = {
  vip: ({ id }: { id: string | null }) => id === 'vip',
  staff: ({ scopes }: { scopes: ReadonlySet<string> }) => scopes.has('staff'),
  day: () => true,
};

/** A request of someone. */
export const as = (id: string, ...scopes: string[]) => ({
  headers: { 'x-tollgate-principal': JSON.stringify({ id, scopes }) },
});
