import { eachIsTold, NAMES, query, source, SOURCE } from './wrong.ts';

eachIsTold([
  [
    'a source that does not exist',
    query('source: "apo", http: { GET: "/users/{$args.id}" }, ' + NAMES),
    'error api.graphql:3:21: There is no source "apo". Did you mean "api"? Sources: api.',
  ],
  [
    'no source at all',
    `type Query { a: String
  @connect(source: "api", http: { GET: "/a" }, selection: "$") }`,
    'error api.graphql:2:21: There is no source "api". There is no `@source` yet: `extend schema @source(name: …, http: { baseURL: … })`.',
  ],
  [
    'a source of two definitions',
    `${SOURCE}
${SOURCE}`,
    'error api.graphql:2:29: The source "api" stands at api.graphql:1 already. Give one of the two another name.',
  ],
  [
    'a source without a name',
    source('http: { baseURL: "https://a.example" }'),
    'error api.graphql:2:3: A source needs a `name`.',
  ],
  [
    'a source whose name is no name',
    source('name: "my api", http: { baseURL: "https://a.example" }') + '\nextend ' + SOURCE.slice(7),
    'error api.graphql:2:17: "my api" is no name of a source: a letter first, then at most 63 letters, digits, `_` and `-`.',
  ],
  [
    'a source without an address',
    source('name: "api", http: { headers: [] }'),
    'error api.graphql:2:30: The source "api" needs `http: { baseURL: "https://…" }`.',
  ],
  [
    'an address without a scheme',
    source('name: "api", http: { baseURL: "api.example.com/v1" }'),
    'error api.graphql:2:42: "api.example.com/v1" is no address. Write scheme and host, as in "https://api.example.com/v1".',
  ],
  [
    'an address of another protocol',
    source('name: "api", http: { baseURL: "ftp://api.example.com" }'),
    'error api.graphql:2:42: "ftp:" cannot be called. An address begins with http:// or https://.',
  ],
  [
    'a password in the address',
    source('name: "api", http: { baseURL: "https://me:secret@api.example.com" }'),
    'error api.graphql:2:42: An address holds no user and password: the schema is no place for secrets. Send a header whose value reads `$env`.',
  ],
  [
    'an address that reads the request',
    source('name: "api", http: { baseURL: "https://{$args.host}/" }'),
    'error api.graphql:2:51: $args has no value here. Here: $config, $env.',
  ],
  [
    'an argument of the directive mistyped',
    query('source: "api", http: { GET: "/users/{$args.id}" }, selecton: "id name"'),
    'error api.graphql:3:3: A connector needs a `selection`: which fields the response gives.',
    'error api.graphql:3:63: @connect has no "selecton". Did you mean "selection"? It takes source, id, http, batch, errors, selection, entity, isSuccess.',
  ],
  [
    'a key of http mistyped',
    query('source: "api", http: { GET: "/users/{$args.id}", queryparams: "a: $args.id" }, ' + NAMES),
    'error api.graphql:3:61: "http" has no "queryparams". Did you mean "queryParams"? It takes GET, POST, PUT, PATCH, DELETE, body, headers, path, queryParams.',
  ],
  [
    'a selection that is no text',
    query('source: "api", http: { GET: "/users/{$args.id}" }, selection: true'),
    'error api.graphql:3:74: "selection" of @connect must be a text in quotes.',
  ],
  [
    'no http',
    query('source: "api", ' + NAMES),
    'error api.graphql:3:3: A connector needs `http`, such as `http: { GET: "/users" }`.',
  ],
  [
    'no method',
    query('source: "api", http: { body: "$args.id" }, ' + NAMES),
    'error api.graphql:3:33: A connector needs one method: GET, POST, PUT, PATCH, DELETE, such as `GET: "/users"`.',
  ],
  [
    'two methods',
    query('source: "api", http: { GET: "/users/{$args.id}", POST: "/users" }, ' + NAMES),
    'error api.graphql:3:67: A connector makes one call; here are GET and POST. Keep one of them.',
  ],
  [
    'a whole address with a source',
    query('source: "api", http: { GET: "https://other.example/users/{$args.id}" }, ' + NAMES),
    'error api.graphql:3:41: With the source "api" the address must be a path, such as "/users": take "https://other.example" away, or the source.',
  ],
  [
    'a path without a source',
    query('http: { GET: "/users/{$args.id}" }, ' + NAMES),
    'error api.graphql:3:26: A path needs a `source` that it belongs to; without one write the whole address, https:// first.',
  ],
  [
    'a host that depends on an argument',
    query('http: { GET: "https://users.{$args.id}.example/" }, ' + NAMES),
    'error api.graphql:3:26: No value may choose the host. Put a `/` before the expression, or make a @source whose `baseURL` reads `$config`.',
  ],
  [
    'a brace that is not closed',
    query('source: "api", http: { GET: "/users/{$args.id" }, ' + NAMES),
    'error api.graphql:3:48: This `{` is never closed. Write `{$args.name}`; a brace itself is `%7B`.',
  ],
  [
    'an expression that does not parse',
    query('source: "api", http: { GET: "/users/{$args.}" }, ' + NAMES),
    'error api.graphql:3:55: Found the end, but expected a key behind `.`.',
  ],
  [
    'an argument in the path that does not exist',
    query('source: "api", http: { GET: "/users/{$args.ids}" }, ' + NAMES),
    'error api.graphql:3:49: Query.user takes no argument "ids". Did you mean "id"? It has id.',
  ],
  [
    'an argument in the query that does not exist',
    query('source: "api", http: { GET: "/users/{$args.id}", queryParams: "page: $args.page" }, ' + NAMES),
    'warning api.graphql:3:81: Query.user takes no argument "page". It has id.',
  ],
  [
    'a list in the path',
    query('source: "api", http: { GET: "/users/{$args.ids}" }, ' + NAMES, '(ids: [ID!]!)'),
    'error api.graphql:3:49: This gives a list, and an address needs one value. Join it: `->joinNotNull(",")`.',
  ],
  [
    'a path that leads upwards',
    query('source: "api", http: { GET: "/users/../{$args.id}" }, ' + NAMES),
    'error api.graphql:3:41: ".." leads to another folder. Write the path where it leads.',
  ],
  [
    'an unknown variable',
    query('source: "api", http: { GET: "/users/{$arg.id}" }, ' + NAMES),
    'error api.graphql:3:49: There is no variable $arg. Did you mean "$args"? Here: $args, $config, $context, $env, $request.',
  ],
  [
    '$this on a root field',
    query('source: "api", http: { GET: "/users/{$this.id}" }, ' + NAMES),
    'error api.graphql:3:49: $this has no value here. Here: $args, $config, $context, $env, $request.',
  ],
  [
    'a request that reads the response',
    query('source: "api", http: { POST: "/users/{$args.id}", body: "id name" }, ' + NAMES),
    'error api.graphql:3:69: `id` reads a response, and here is none yet. Start from a variable, such as `$args`.',
    'error api.graphql:3:72: `name` reads a response, and here is none yet. Start from a variable, such as `$args`.',
  ],
  [
    'an unknown method in a request',
    query('source: "api", http: { GET: "/users/{$args.id->upper}" }, ' + NAMES),
    'error api.graphql:3:57: There is no method ->upper.',
  ],
  [
    'an unknown method in a selection',
    query('source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name: names->frist"'),
    'warning api.graphql:3:89: There is no method ->frist. Did you mean "first"?',
  ],
  [
    'an empty selection',
    query('source: "api", http: { GET: "/users/{$args.id}" }, selection: ""'),
    'error api.graphql:3:75: This mapping is empty: it selects nothing.',
  ],
  [
    'a selection over several lines that does not parse',
    query('source: "api", http: { GET: "/users/{$args.id}" }, selection: """\n    id\n    name: full name: 5\n  """'),
    'error api.graphql:5:22: Found `5`, but a number stands only in an expression; write `$(5)`.',
  ],
  [
    'a header of the connection',
    query(
      'source: "api", http: { GET: "/users/{$args.id}", headers: { name: "Connection", value: "close" } }, ' + NAMES,
    ),
    'error api.graphql:3:78: The header "Connection" belongs to the connection and cannot be set. Remove it.',
  ],
  [
    'a header with both',
    query(
      'source: "api", http: { GET: "/users/{$args.id}", headers: [{ name: "x-a", from: "x-a", value: "b" }] }, ' +
        NAMES,
    ),
    `error api.graphql:3:79: The header "x-a" needs either \`from\` (the client's header to pass on) or \`value\`, and not both.`,
  ],
  [
    'a header name that is none',
    query('source: "api", http: { GET: "/users/{$args.id}", headers: [{ name: "x a", value: "b" }] }, ' + NAMES),
    'error api.graphql:3:79: "x a" is no name of a header: letters, digits and dashes only.',
  ],
  [
    'a header set twice',
    query(
      'source: "api", http: { GET: "/users/{$args.id}", headers: [{ name: "x-a", value: "a" }, { name: "X-A", value: "b" }] }, ' +
        NAMES,
    ),
    'error api.graphql:3:100: The header "x-a" is set twice here. Keep one of the two.',
  ],
  [
    `the client's content type`,
    query(
      'source: "api", http: { GET: "/users/{$args.id}", headers: [{ name: "content-type", from: "content-type" }] }, ' +
        NAMES,
    ),
    'error api.graphql:3:101: "content-type" cannot be taken from the client. Write its `value`.',
  ],
  [
    'a host header from an argument',
    query(
      'source: "api", http: { GET: "/users/{$args.id}", headers: [{ name: "host", value: "{$args.id}.example" }] }, ' +
        NAMES,
    ),
    'error api.graphql:3:94: Which host is called may depend on `$config` and `$env` only, never on a request.',
  ],
  [
    'a member of the context that no request has',
    query(
      'source: "api", http: { GET: "/users/{$args.id}", headers: { name: "x-who", value: "{$context.principle.id}" } }, ' +
        NAMES,
    ),
    'warning api.graphql:3:96: No request has `$context.principle.id`, so it is always missing. Did you mean "principal.id"? It has requestId, client.name, client.version, principal.id, operation.id, operation.name.',
  ],
]);
