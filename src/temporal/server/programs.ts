/** The programs a Temporal server of our own can be run with. */
export type TemporalPrograms =
  /** The official server and web UI, each a program of its own. */
  | { readonly kind: 'server'; readonly server: string; readonly ui: string }
  /** The `temporal` command line tool, whose development server has the web UI built in. */
  | { readonly kind: 'cli'; readonly cli: string };
