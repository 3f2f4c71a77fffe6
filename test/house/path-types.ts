import type { Governed, Identified, Received, Resolved } from '../../src/index.ts';
import { path } from '../../src/kernel/path.ts';
import type { Plugin } from '../../src/kernel/plugin.ts';
import { defineConfig } from '../../src/index.ts';

/**
 * What must and must not compile. `npm run check` reads this file: a line below `@ts-expect-error` that compiles is an
 * error there. Nothing runs it.
 */
declare const requestId: Plugin<Received, { readonly requestId: string }>;
declare const client: Plugin<Received, { readonly client: Identified['client'] }>;
declare const traces: Plugin<Received, { readonly trace: Identified['trace'] }>;
declare const needsRequestId: Plugin<Received & { readonly requestId: string }>;
declare const resolves: Plugin<Identified, Pick<Resolved, 'operation' | 'rawVariables'>>;
declare const needsOperation: Plugin<Resolved>;
declare const governs: Plugin<Resolved, Pick<Governed, 'principal' | 'variables' | 'closedFields' | 'flags' | 'cost'>>;

path().use(requestId, '').use(needsRequestId, '');
// @ts-expect-error: placed before the step that adds what it needs
path().use(needsRequestId, '').use(requestId, '');

path()
  .use(traces, '')
  .use(requestId, '')
  .use(client, '')
  .leaves('received')
  .use(resolves, '')
  .use(needsOperation, '')
  .leaves('resolved');
// @ts-expect-error: the operation is not known yet
path().use(traces, '').use(requestId, '').use(client, '').use(needsOperation, '');
// @ts-expect-error: a stage cannot be left before what it promises is there
path().use(requestId, '').leaves('received');
// @ts-expect-error: a stage cannot be left before what it promises is there
path().use(traces, '').use(requestId, '').use(client, '').use(resolves, '').leaves('governed');
path().use(traces, '').use(requestId, '').use(client, '').use(resolves, '').use(governs, '').leaves('governed');

// @ts-expect-error: a step that says it adds something must add it
export const forgets: Plugin<Received, { readonly tenant: string }> = { name: 'forgets', run: () => {} };
// @ts-expect-error: a step adds what it says and nothing else
export const addsOther: Plugin<Received, { readonly tenant: string }> = { name: 'other', run: () => ({ tenat: 'x' }) };
export const addsNothing: Plugin = { name: 'nothing', run: () => {} };
export const adds: Plugin<Received, { readonly tenant: string }> = { name: 'adds', run: async () => ({ tenant: 'x' }) };

defineConfig({
  schema: 'x',
  plugins: { resolved: [needsOperation], governed: [needsOperation], received: [requestId] },
});
// @ts-expect-error: a user's plugin that needs the operation cannot stand where it is not known
defineConfig({ schema: 'x', plugins: { received: [needsOperation] } });
defineConfig({ schema: 'x', plugins: { governed: [{ name: 'inline', run: () => ({ tenant: 'x' }) }] } });
