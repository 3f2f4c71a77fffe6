import { eachIsTold, NAMES, onType, query, SOURCE } from './wrong.ts';

eachIsTold([
  [
    'path that is no list',
    query('source: "api", http: { GET: "/users", path: "$args.id" }, ' + NAMES),
    'error api.graphql:3:57: "path" must give a list of segments, such as `$(["users", $args.id])`; this gives one value.',
  ],
  [
    'queryParams that are no object',
    query('source: "api", http: { GET: "/users", queryParams: "$args.id" }, ' + NAMES),
    'error api.graphql:3:64: "queryParams" must give an object, such as `limit: $args.first`; this gives one value.',
  ],
  [
    'errors.message as a key',
    query('source: "api", http: { GET: "/users/{$args.id}" }, errors: { message: "message" }, ' + NAMES),
    'warning api.graphql:3:83: "message" must give a text; this gives an object, so it is passed over. For the value itself write `$.message`.',
  ],
  [
    'errors.extensions as a text',
    query('source: "api", http: { GET: "/users/{$args.id}" }, errors: { extensions: "$(\'NOPE\')" }, ' + NAMES),
    'warning api.graphql:3:86: "extensions" must give an object, such as `code: error.code`; this gives a text.',
  ],
  [
    'isSuccess as a key',
    query('source: "api", http: { GET: "/users/{$args.id}" }, isSuccess: "ok", ' + NAMES),
    'error api.graphql:3:75: "isSuccess" must give true or false; this gives an object, so every call would fail. For the value itself write `$.ok`.',
  ],
  [
    'a selected field that does not exist',
    query('source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name nmae: x"'),
    'warning api.graphql:3:83: User has no field "nmae". Take it out, or write one of its fields before the colon: id, name.',
  ],
  [
    'a field that nothing provides',
    query('source: "api", http: { GET: "/users/{$args.id}" }, selection: "id"'),
    'error api.graphql:4:21: Nothing provides User.name. Give it a @connect or a code resolver, or select it in a connector that gives User.',
  ],
  [
    'an object without its fields',
    query('source: "api", http: { GET: "/users/{$args.id}" }, selection: "$.data"'),
    'error api.graphql:3:75: User is an object: say which of its fields are taken, as in `{ id name }`.',
  ],
  [
    'a scalar given an object',
    query('source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name { first }"'),
    'error api.graphql:3:78: This gives an object, and String is one value. Take the `{ … }` away, or name one key of it.',
  ],
  [
    'a scalar field in list mode',
    query('source: "api", http: { GET: "/count/{$args.id}" }, selection: "count"', '(id: ID!)', 'Int'),
    'error api.graphql:3:75: This gives an object, and Int is one value. For the value itself write `$.count`.',
  ],
  [
    `a field with arguments filled by another's selection`,
    `${SOURCE}
type Query { user: User @connect(source: "api", http: { GET: "/me" }, selection: "id posts") }
type User { id: ID! posts(first: Int): [String] }`,
    'warning api.graphql:2:86: User.posts takes arguments, which this selection knows nothing of. Give it a connector of its own.',
  ],
  [
    'a type that contains itself',
    `${SOURCE}
type Query { user: User @connect(source: "api", http: { GET: "/me" }, selection: "id boss { id }") }
type User { id: ID! boss: User }`,
    'warning api.graphql:2:86: User contains itself here (User → User). Other composers refuse that; give the field a connector of its own.',
  ],
  [
    'a second connector on a field',
    `${SOURCE}
type Query { user: User
  @connect(source: "api", http: { GET: "/me" }, selection: "id")
  @connect(source: "api", http: { GET: "/name" }, selection: "name") }
type User { id: ID! name: String }`,
    'warning api.graphql:4:3: Query.user has a connector before this one, and that one alone is called. Let one call give all, or put this one on the type of the field.',
    'error api.graphql:5:21: Nothing provides User.name. Give it a @connect or a code resolver, or select it in a connector that gives User.',
  ],
  [
    'entity on a list',
    query('source: "api", http: { GET: "/users/{$args.id}" }, entity: true, ' + NAMES, '(id: ID!)', '[User]'),
    'warning api.graphql:3:71: An entity is one object, and user returns [User]. Leave `entity` out.',
  ],
  [
    'entity that cannot be null',
    query('source: "api", http: { GET: "/users/{$args.id}" }, entity: true, ' + NAMES, '(id: ID!)', 'User!'),
    'warning api.graphql:3:71: What a key asks for may not exist: let user return User without the `!`.',
  ],
  [
    'entity by an argument that is no field',
    query('source: "api", http: { GET: "/users/{$args.userId}" }, entity: true, ' + NAMES, '(userId: ID!)'),
    'warning api.graphql:3:75: Arguments of an entity are its key, and User has no field "userId".',
  ],
  [
    'entity by an argument of another type',
    query('source: "api", http: { GET: "/users/{$args.id}" }, entity: true, ' + NAMES, '(id: Int!)'),
    'warning api.graphql:3:71: The argument "id" is of type Int!, the field User.id of type ID!. Make them the same.',
  ],
  [
    'entity off Query',
    `${SOURCE}
type Mutation { user(id: ID!): User
  @connect(source: "api", http: { POST: "/users/{$args.id}" }, entity: true, selection: "id") }
type User { id: ID! }`,
    'warning api.graphql:3:72: `entity: true` belongs on fields of Query only. Leave it out here.',
  ],
  [
    'a connector on Query itself',
    `${SOURCE}
type Query
  @connect(source: "api", http: { GET: "/me" }, selection: "id") { id: ID }`,
    'error api.graphql:3:3: Query has no keys to be resolved by. Put @connect on its fields.',
  ],
  [
    'a subscription',
    `${SOURCE}
type Subscription { ticks: Int
  @connect(source: "api", http: { GET: "/ticks" }, selection: "$") }`,
    'error api.graphql:3:3: A connector makes one call; it cannot resolve a subscription.',
  ],
  [
    'a type connector that reads nothing',
    onType('http: { GET: "/user" }, selection: "id name"'),
    'error api.graphql:3:3: This connector reads nothing of User, so it cannot tell one from another. Read `$this.id` or `$batch.id`.',
  ],
  [
    `a parent's field that does not exist`,
    onType('http: { GET: "/users/{$this.uid}" }, selection: "id name owner { id }"'),
    'error api.graphql:3:49: User has no field "uid". Did you mean "id"? It has id, name, owner.',
  ],
  [
    `a parent's field that is an object`,
    onType('http: { POST: "/users", body: "owner: $this.owner" }, selection: "id name owner { id }"'),
    'error api.graphql:3:65: `$this.owner` is an object. Name the fields of it that are needed, such as `$this.owner { id }`.',
  ],
  [
    '$batch and $this at once',
    onType('http: { POST: "/users/{$this.id}", body: "ids: $batch.id" }, selection: "id name owner { id }"'),
    'error api.graphql:3:50: `$this` is one object and `$batch` many: a connector reads one of the two.',
  ],
  [
    '$batch in a URL',
    onType('http: { GET: "/users?ids={$batch.id}" }, selection: "id name owner { id }"'),
    'error api.graphql:3:53: This gives a list, and an address needs one value. Join it: `->joinNotNull(",")`.',
  ],
  [
    'a batch key that is not selected',
    onType('http: { POST: "/users", body: "ids: $batch.id" }, selection: "name owner { id }"'),
    'error api.graphql:3:89: The selection leaves out "id", by which results are matched to `$batch.id`. Select it.',
  ],
  [
    'a batch key that is not of the body',
    onType(
      'http: { POST: "/users", body: "ids: $batch.id" }, selection: "$.items { id: $request.headers.id->first name owner { id } }"',
    ),
    'error api.graphql:3:89: The selection does not read "id" from the response, so no result can be matched to `$batch.id`. Select it from the body.',
  ],
  [
    'a batch key that is the same for all',
    onType('http: { POST: "/users", body: "ids: $batch.id" }, selection: "id: $(1) name owner { id }"'),
    'error api.graphql:3:89: The selection does not read "id" from the response, so no result can be matched to `$batch.id`. Select it from the body.',
  ],
  [
    'batch without $batch',
    onType('http: { GET: "/users/{$this.id}" }, batch: { maxSize: 5 }, selection: "id name owner { id }"'),
    'warning api.graphql:3:70: "batch" has no effect here: on a type, read `$batch` in the request, such as `body: "ids: $batch.id"`.',
  ],
  [
    'batches of none',
    onType(
      'http: { POST: "/users", body: "ids: $batch.id" }, batch: { maxSize: 0 }, selection: "id name owner { id }"',
    ),
    'error api.graphql:3:95: "maxSize" must be 1 or more.',
  ],
  [
    '$batch in a selection',
    onType('http: { POST: "/users", body: "ids: $batch.id" }, selection: "id: $batch.id name owner { id }"'),
    'error api.graphql:3:93: $batch has no value here. Here: $this, $config, $context, $env, $request, $response, $status.',
  ],
  [
    'a key that no connector resolves',
    `${SOURCE}
directive @key(fields: String!, resolvable: Boolean = true) repeatable on OBJECT
type Query { users: [User] @connect(source: "api", http: { GET: "/users" }, selection: "id") }
type User
  @key(fields: "id") { id: ID! }`,
    'warning api.graphql:5:3: No connector resolves User by "id". Add one on the type that reads `$this.id` or `$batch.id`, one with `entity: true` on a field of Query, or write `resolvable: false`.',
  ],
  [
    'an id that is no name',
    query('source: "api", id: "my user", http: { GET: "/users/{$args.id}" }, ' + NAMES),
    'warning api.graphql:3:32: "my user" is no name: letters, digits and `_`, no digit first.',
  ],
  [
    'an abstract type before v0.4',
    `${SOURCE}
type Query { pet: Pet
  @connect(source: "api", http: { GET: "/pet" }, selection: "name") }
interface Pet { name: String }
type Cat implements Pet { name: String }`,
    'warning api.graphql:3:62: Pet is an interface, which connectors know from v0.4 on. Link connect/v0.4.',
  ],
  [
    'a quoted text where a value is meant',
    query('source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name: \'unknown\'"'),
    'warning api.graphql:3:84: Before connect/v0.4 this reads a property named "unknown". Write `$("unknown")` for the value, or `$."unknown"` for the property.',
  ],
]);
