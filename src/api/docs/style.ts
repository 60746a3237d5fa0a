/** The page's only style sheet; its hash stands in the page's content security policy. */
export const STYLE = `
:root { color-scheme: light dark; --line: light-dark(#d5d9e0, #353b46); --soft: light-dark(#f4f6f8, #1d2128);
  --ink: light-dark(#1b1f27, #e6e8ec); --muted: light-dark(#586070, #a2aab8); --accent: light-dark(#1d4fb8, #8db4ff); }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #15181d); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; } .skip:focus { left: 1rem; top: 1rem; }
.frame { display: grid; grid-template-columns: minmax(16rem, 22rem) minmax(0, 56rem); gap: 3rem; padding: 0 1.5rem; margin: 0 auto; max-width: 86rem; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow: auto; padding: 2rem 0; font-size: .875rem; }
nav h2 { margin: 1.25rem 0 .25rem; font-size: .875rem; } nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: .25rem 0; text-decoration: none; } nav a:hover { text-decoration: underline; }
main { padding: 2rem 0 6rem; }
h1 { margin: 0 0 .5rem; line-height: 1.2; } h2 { margin: 3rem 0 0; } h4 { margin: 1.5rem 0 .5rem; }
.operation, .schema { padding: 1.5rem 0; border-bottom: 1px solid var(--line); }
h3 { margin: 0; font-size: 1.0625rem; overflow-wrap: anywhere; }
.method { display: inline-block; min-width: 4.2em; font-size: .8125rem; letter-spacing: .03em; color: var(--muted); }
.summary { margin: .25rem 0 .5rem; font-weight: 600; }
code { font: .9em ui-monospace, SFMono-Regular, Menlo, monospace; background: var(--soft); padding: .1em .3em; border-radius: 4px; }
nav code, h3 code { background: none; padding: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--muted); font-size: .8125rem; }
small { color: var(--muted); }
dl { display: grid; grid-template-columns: 4rem 1fr; gap: .35rem 0; margin: 0; } dd { margin: 0; }
@media (max-width: 60rem) { .frame { display: block; } nav { position: static; max-height: none; padding-bottom: 0; } dl { grid-template-columns: 3.5rem 1fr; } }
`;
