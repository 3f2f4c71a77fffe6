/** What kind of personal data or secret a text holds. The same words as `PiiClass` in the schema. */
export type PiiClass =
  | 'NAME'
  | 'EMAIL'
  | 'PHONE'
  | 'ADDRESS'
  | 'BIRTHDATE'
  | 'CARD'
  | 'IBAN'
  | 'IP'
  | 'JWT'
  | 'SECRET'
  | 'OTHER';

/** A place in a text where a detector found something: from `start` up to `end`, not including it. */
export interface Finding {
  readonly class: PiiClass;
  readonly start: number;
  readonly end: number;
}

/** Looks for one kind of thing. Its time grows with the length of the text and no faster. */
export type Detector = (text: string) => readonly Finding[];
