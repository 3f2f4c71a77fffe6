import { GraphQLError } from 'graphql';

/**
 * graphql-js (16.15) forgets the promises in a list once another of its items has failed at once: nobody handles those that
 * reject later, and Node would end the process for the mistake of one resolver. What they reject with is the error of a
 * field. Any other rejection that nobody handles ends the process, as it does without this.
 */
export function outliveForgottenPromises(): void {
  process.on('unhandledRejection', (reason) => {
    if (!(reason instanceof GraphQLError)) throw reason;
  });
}
