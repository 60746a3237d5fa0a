import type Whop from '@whop/sdk';

/** Who bought. All of them made up, at addresses that reach nobody. */
export interface Customer {
  readonly name: string;
  readonly username: string;
  readonly phone: string | null;
  readonly card: { readonly brand: Whop.CardBrands; readonly last4: string };
  readonly address: {
    readonly line1: string;
    readonly city: string;
    readonly state: string | null;
    readonly postal_code: string;
    readonly country: string;
  };
}

export const CUSTOMERS: readonly Customer[] = [
  {
    name: 'Maya Lindqvist',
    username: 'mayal',
    phone: '+46705550111',
    card: { brand: 'visa', last4: '4242' },
    address: { line1: 'Storgatan 12', city: 'Uppsala', state: null, postal_code: '753 31', country: 'SE' },
  },
  {
    name: 'Daniel Okafor',
    username: 'dokafor',
    phone: '+13125550142',
    card: { brand: 'mastercard', last4: '5454' },
    address: {
      line1: '880 W Fulton Market',
      city: 'Chicago',
      state: 'IL',
      postal_code: '60607',
      country: 'US',
    },
  },
  {
    name: 'Haruka Tanabe',
    username: 'harukat',
    phone: null,
    card: { brand: 'jcb', last4: '3530' },
    address: {
      line1: '2-8-1 Nishi-Shinjuku',
      city: 'Tokyo',
      state: null,
      postal_code: '163-8001',
      country: 'JP',
    },
  },
  {
    name: 'Yousef Al-Mutairi',
    username: 'yousefm',
    phone: '+96550550199',
    card: { brand: 'visa', last4: '0005' },
    address: {
      line1: 'Block 4, Street 12',
      city: 'Salmiya',
      state: null,
      postal_code: '22004',
      country: 'KW',
    },
  },
  {
    name: 'Claire Dubois',
    username: 'claired',
    phone: '+33655550173',
    card: { brand: 'visa', last4: '1881' },
    address: { line1: '14 rue des Lices', city: 'Rennes', state: null, postal_code: '35000', country: 'FR' },
  },
  {
    name: 'Tom Brannigan',
    username: 'tombrann',
    phone: '+447700900461',
    card: { brand: 'amex', last4: '1009' },
    address: { line1: '3 Corn Street', city: 'Bristol', state: null, postal_code: 'BS1 1HT', country: 'GB' },
  },
];

/** What was bought. */
export interface Product {
  readonly title: string;
  readonly route: string;
  readonly billing: Extract<Whop.BillingReasons, 'one_time' | 'subscription_create' | 'subscription_cycle'>;
}

export const PRODUCTS: readonly Product[] = [
  { title: 'Northlight Analytics Pro', route: 'northlight-pro', billing: 'subscription_cycle' },
  { title: 'Watercolour in Thirty Days', route: 'watercolour-30', billing: 'one_time' },
  { title: 'Strength Club, yearly', route: 'strength-club', billing: 'subscription_create' },
  { title: 'Studio Sample Pack', route: 'studio-samples', billing: 'one_time' },
];
