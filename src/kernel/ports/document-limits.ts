import type { DocumentNode } from 'graphql';
import type { GatewayError } from '../../errors/gateway-error.ts';

/** What a document may have at most. Each gives the refusal, or `null` where the document is within. */
export interface DocumentLimits {
  /** To be asked before the text is parsed: what its tokens alone tell. */
  readonly ofText: (text: string) => GatewayError | null;
  /** To be asked before the document is validated: what its tree tells. */
  readonly ofDocument: (document: DocumentNode) => GatewayError | null;
}
