/** A product as the upstream service sends it. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly price_cents: number;
  readonly currency: string;
  readonly in_stock: boolean;
  readonly tags: readonly string[];
  readonly vendor_id: string;
  readonly updated_at: string;
}

export interface Vendor {
  readonly id: string;
  readonly name: string;
  readonly country: string;
}

export interface Review {
  readonly id: string;
  readonly product_id: string;
  readonly rating: number;
  readonly author: string;
  readonly text: string;
}

/** The reviews of one product, as the service sends those of many. */
export interface ReviewsOf {
  readonly product_id: string;
  readonly reviews: readonly Review[];
}

export interface Order {
  readonly id: string;
  readonly placed_at: string;
  readonly customer_id: string;
  readonly lines: readonly { readonly quantity: number; readonly product_id: string }[];
}

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly tier: string;
}

/** What lists are wrapped in. */
export interface Items<T> {
  readonly items: readonly T[];
}

/** The largest lane asks for 5,000 from 32 places on. */
const PRODUCTS = 5_120;
const VENDORS = 20;

const ORDERS = 32;
const CUSTOMERS = 32;

export const orderId = (number: number): string => `o-${String(number).padStart(4, '0')}`;
const customerId = (number: number): string => `c-${String(number).padStart(3, '0')}`;
export const productId = (number: number): string => `p-${String(number).padStart(4, '0')}`;
const vendorId = (number: number): string => `v-${String(number).padStart(3, '0')}`;

const pick = <T>(list: readonly T[], number: number): T => list[number % list.length] as T;

const WOODS = ['Walnut', 'Oak', 'Birch', 'Cherry', 'Ash'];
const THINGS = ['desk lamp', 'bookshelf', 'stool', 'side table', 'coat rack', 'tray', 'mirror'];
const COUNTRIES = ['DK', 'FI', 'PT', 'JP', 'SI', 'NZ'];
const AUTHORS = ['Ada', 'Blaise', 'Chandra', 'Dorothea', 'Émile'];
const OPINIONS = ['Stands firm and looks well.', 'Smaller than the picture shows.', 'Came late; worth it.'];

/** The whole stock, the same in every run. */
export const products: readonly Product[] = Array.from({ length: PRODUCTS }, (_, number) => ({
  id: productId(number),
  name: `${pick(WOODS, number)} ${pick(THINGS, number)} no. ${number}`,
  summary: `Made by hand from ${pick(WOODS, number).toLowerCase()}, oiled twice, and sent in one piece. Wipe it with a dry cloth and keep it out of the sun.`,
  price_cents: 1_900 + ((number * 137) % 40_000),
  currency: 'EUR',
  in_stock: number % 3 !== 0,
  tags: ['home', pick(WOODS, number).toLowerCase(), pick(THINGS, number)],
  // Pages that are asked for at once name their vendors in different orders, so that none shares another's call.
  vendor_id: vendorId((number * 7 + Math.floor(number / 50)) % VENDORS),
  updated_at: '2027-01-01T08:00:00Z',
}));

export const vendors: readonly Vendor[] = Array.from({ length: VENDORS }, (_, number) => ({
  id: vendorId(number),
  name: `Workshop ${number}`,
  country: pick(COUNTRIES, number),
}));

/** Two of each product. */
export const reviews: readonly Review[] = products.flatMap(({ id }, number) =>
  [0, 1].map((which) => ({
    id: `r-${number}-${which}`,
    product_id: id,
    rating: 3 + ((number + which) % 3),
    author: pick(AUTHORS, number + which),
    text: pick(OPINIONS, number + which),
  })),
);

/** Six products each. */
export const orders: readonly Order[] = Array.from({ length: ORDERS }, (_, number) => ({
  id: orderId(number),
  placed_at: '2027-02-03T10:00:00Z',
  customer_id: customerId(number % CUSTOMERS),
  lines: Array.from({ length: 6 }, (__, line) => ({ quantity: 1 + line, product_id: productId(number * 6 + line) })),
}));

export const customers: readonly Customer[] = Array.from({ length: CUSTOMERS }, (_, number) => ({
  id: customerId(number),
  name: `${pick(AUTHORS, number)} no. ${number}`,
  tier: number % 4 === 0 ? 'GOLD' : 'PLAIN',
}));
