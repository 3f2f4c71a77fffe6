import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { registeredApi, type DocumentedResponse } from '../registered-api.ts';

/** The customer object with the members that Stripe's public reference documents; the values are our own. */
const CUSTOMER = {
  id: 'cus_NffrFeUfNV2Hib',
  object: 'customer',
  address: { city: 'Dublin', country: 'IE', line1: '1 Quay', line2: null, postal_code: 'D01', state: null },
  balance: 0,
  created: 1_680_893_993,
  currency: null,
  default_source: null,
  delinquent: false,
  description: null,
  discount: null,
  email: 'jenny@example.com',
  invoice_prefix: '0759376C',
  invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
  livemode: false,
  metadata: {},
  name: 'Jenny',
  next_invoice_sequence: 1,
  phone: null,
  preferred_locales: [],
  shipping: null,
  tax_exempt: 'none',
  test_clock: null,
};

const PAYMENT = {
  id: 'pi_3MtwBwLkdIwHu7ix28a3tqPa',
  object: 'payment_intent',
  amount: 2000,
  amount_received: 2000,
  automatic_payment_methods: { enabled: true },
  capture_method: 'automatic',
  client_secret: 'pi_secret',
  currency: 'eur',
  customer: CUSTOMER.id,
  last_payment_error: null,
  latest_charge: null,
  livemode: false,
  metadata: {},
  next_action: null,
  payment_method_types: ['card', 'link'],
  status: 'succeeded',
};

const DECLINED = {
  error: {
    type: 'card_error',
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    doc_url: 'https://docs.stripe.com/error-codes#card-declined',
    message: 'Your card has insufficient funds.',
    param: '',
  },
};

/** An address of null is what a customer has that never gave one. */
const RESPONSES: Record<string, DocumentedResponse> = {
  'GET /v1/customers': {
    body: { object: 'list', url: '/v1/customers', has_more: true, data: [{ ...CUSTOMER, address: null }] },
  },
  [`GET /v1/customers/${CUSTOMER.id}`]: { body: CUSTOMER },
  'POST /v1/customers': { body: CUSTOMER },
  'POST /v1/payment_intents': { body: PAYMENT },
};

let stripe: Awaited<ReturnType<typeof registeredApi>>;
beforeAll(async () => void (stripe = await registeredApi('stripe', RESPONSES, '/v1')));
afterAll(() => stripe[Symbol.asyncDispose]());
beforeEach(() => void stripe.arrived.splice(0));

test('the schema has nothing that a strict composer refuses, and its operations are registered', () => {
  expect(stripe.checked).toMatchObject({ status: 0 });
  expect(stripe.built).toMatchObject({ status: 0, stdout: expect.stringContaining('3 operations registered') });
});

test('a page by cursor leaves out what was not given', async () => {
  const { body } = await stripe.ask('Customers', { after: 'cus_1' });
  expect(body).toEqual({
    data: { customers: { hasMore: true, nodes: [{ id: CUSTOMER.id, name: 'Jenny', city: null }] } },
  });
  expect(stripe.arrived.map(({ call }) => call)).toEqual(['GET /v1/customers?limit=1&starting_after=cus_1']);
});

test('a write is a form, nested as the API reads it', async () => {
  const address = { street: '1 Quay & Co', city: 'Dublin' };
  const input = { name: 'Jenny', address, locales: ['en', 'ga'], metadata: { order: '6735' } };
  const { body } = await stripe.ask('CreateCustomer', { input });
  expect(body).toEqual({
    data: { createCustomer: { id: CUSTOMER.id, email: 'jenny@example.com', city: 'Dublin' } },
  });
  const [{ headers, body: sent } = { headers: {}, body: '' }] = stripe.arrived;
  expect(headers).toMatchObject({
    authorization: 'Bearer planted-token',
    'content-type': 'application/x-www-form-urlencoded',
    'stripe-version': '2025-03-31.basil',
  });
  expect([...new URLSearchParams(String(sent))]).toEqual([
    ['name', 'Jenny'],
    ['address[line1]', '1 Quay & Co'],
    ['address[city]', 'Dublin'],
    ['preferred_locales[0]', 'en'],
    ['preferred_locales[1]', 'ga'],
    ['metadata[order_id]', '6735'],
  ]);
});

test('what a payment tells of its customer is a stub, the rest is asked for after the write', async () => {
  const { body } = await stripe.ask('Pay', { customer: CUSTOMER.id, amount: 2000 });
  expect(body).toEqual({
    data: { pay: { id: PAYMENT.id, status: 'PAID', customer: { id: CUSTOMER.id, name: 'Jenny' } } },
  });
  expect(stripe.arrived.map(({ call, body: sent }) => [call, sent])).toEqual([
    [
      'POST /v1/payment_intents',
      `amount=2000&currency=eur&customer=${CUSTOMER.id}&automatic_payment_methods%5Benabled%5D=true`,
    ],
    [`GET /v1/customers/${CUSTOMER.id}`, ''],
  ]);
});

test('a declined card leaves in the words of the API, and is not tried again', async () => {
  RESPONSES['POST /v1/payment_intents'] = { status: 402, body: DECLINED };
  const { body } = await stripe.ask('Pay', { customer: CUSTOMER.id, amount: 2000 });
  expect(body).toMatchObject({
    data: { pay: null },
    errors: [
      {
        message: 'Your card has insufficient funds.',
        path: ['pay'],
        extensions: {
          code: 'insufficient_funds',
          retryable: false,
          source: 'stripe',
          http: { status: 402 },
          parameter: '',
        },
      },
    ],
  });
  expect(stripe.arrived).toHaveLength(1);
});
