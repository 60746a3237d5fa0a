/** The page's style sheet, for screens and paper. */
export const STYLE = `
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 15px/1.5 system-ui, sans-serif; color: #1b1f27; background: #fff; }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; break-after: avoid; } h3 { margin-bottom: .25rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #d5d9e0; overflow-wrap: anywhere; }
pre { margin: 0; padding: .6rem; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; background: #f4f6f8; border-left: 3px solid #d5d9e0; }
.path, .hash { font-size: .8rem; color: #586070; margin-top: .2rem; }
.warning { color: #a11; font-weight: 600; }
@media print { body { margin: 0; max-width: none; } a { color: inherit; } }
`;
