import type { PiiClass } from './finding.ts';

/** Hides a value and leaves what helps to tell it from others: `j***@e***.com`, `***-***-4567`. */
export function mask(value: string, pii: PiiClass): string {
  return MASKS[pii](value);
}

const MASKS: Readonly<Record<PiiClass, (value: string) => string>> = {
  NAME: initial,
  EMAIL: maskEmail,
  PHONE: (value) => `***-***-${lastDigits(value, 4)}`,
  ADDRESS: hide,
  BIRTHDATE: hide,
  CARD: (value) => `****-****-****-${lastDigits(value, 4)}`,
  IBAN: (value) => `${value.slice(0, 2)}**-****-${value.replaceAll(' ', '').slice(-4)}`,
  IP: (value) => (value.includes(':') ? `${value.split(':')[0]}:***` : `${value.split('.')[0]}.***.***.***`),
  JWT: () => 'eyJ***',
  SECRET: hide,
  OTHER: hide,
};

function hide(): string {
  return '***';
}

function initial(value: string): string {
  return `${value.slice(0, 1)}***`;
}

function maskEmail(value: string): string {
  const at = value.lastIndexOf('@');
  const domain = value.slice(at + 1);
  const dot = domain.lastIndexOf('.');
  if (at < 1 || dot < 1) return hide();
  return `${initial(value)}@${initial(domain)}${domain.slice(dot)}`;
}

function lastDigits(value: string, count: number): string {
  return value.replace(/\D/g, '').slice(-count);
}
