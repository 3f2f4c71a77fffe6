/** Who is counted as one: an IPv4 address, or a /64 of IPv6, within which anybody has as many addresses as it likes. */
export function householdOf(address: string): string {
  if (!address.includes(':')) return address;
  const [left = '', right] = address.toLowerCase().split('::');
  const groups = left === '' ? [] : left.split(':');
  if (right !== undefined) {
    const behind = right === '' ? 0 : right.split(':').length + (right.includes('.') ? 1 : 0);
    while (groups.length < 8 - behind && groups.length < 4) groups.push('0');
    groups.push(...right.split(':'));
  }
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
}
