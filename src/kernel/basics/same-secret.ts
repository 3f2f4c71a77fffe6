import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether a caller sent the secret, found out in a time that tells nothing of it. */
export function sameSecret(sent: string, secret: string): boolean {
  // Hashing first makes both sides equally long, which the comparison needs, and tells nothing of the secret's length.
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(sent), digest(secret));
}
