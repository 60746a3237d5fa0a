/** Whoever looks at the pages. */
export interface Me {
  readonly id: string;
  readonly name: string | null;
  readonly role: 'viewer' | 'responder' | 'approver' | 'admin';
  /** The only merchants they see; null for all. */
  readonly merchant_ids: readonly string[] | null;
  readonly via: string;
  readonly expires_at: string | null;
}

/** How one may sign in here. */
export interface SignInMethods {
  readonly methods: {
    readonly oidc: { readonly label: string; readonly path: string } | null;
    readonly link: boolean;
  };
}
