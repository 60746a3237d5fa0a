import { type CSSVariablesResolver, createTheme } from '@mantine/core';

/** Greys for dark colours, a little cool as the light ones are. The eighth is the page, the seventh what lies on it. */
const DARK = [
  '#d3d7dd',
  '#b3bac4',
  '#8b939e',
  '#6b737f',
  '#3a4049',
  '#2e333b',
  '#22262c',
  '#16181c',
  '#121417',
  '#0d0f11',
] as const;

/** Quiet: one accent, system letters, small text that is still dark enough to read. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 8, dark: 7 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  colors: { dark: DARK },
  headings: { fontWeight: '650' },
  components: {
    Badge: { defaultProps: { radius: 'sm', tt: 'none', fw: 500 } },
    Tooltip: { defaultProps: { withArrow: true, events: { hover: true, focus: true, touch: true } } },
    Modal: { defaultProps: { centered: true } },
  },
});

/** Beside the library's own colours; some of the library's greys, and of its letters on pale grounds, are too pale to be
 * read by everybody. */
export const themeVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#6c747b',
    '--mantine-color-error': '#c21f1f',
    '--mantine-color-orange-light-color': '#963800',
    '--mantine-color-yellow-light-color': '#7a4f00',
    '--mantine-color-green-light-color': '#1b6e31',
    '--mantine-color-teal-light-color': '#066649',
    '--mantine-color-red-light-color': '#b01f1f',
    '--surface': '#ffffff',
    '--surface-quiet': '#f7f8fa',
    '--surface-selected': '#eef2ff',
    '--line': '#e6e8eb',
    '--tone-good': '#1f7a3d',
    '--tone-warn': '#a34a00',
    '--tone-bad': '#c21f1f',
  },
  dark: {
    '--mantine-color-dimmed': '#a3a9b1',
    '--mantine-color-placeholder': '#8f969e',
    '--mantine-color-error': '#ff8787',
    '--surface': '#16181c',
    '--surface-quiet': '#1c1f24',
    '--surface-selected': '#242a3f',
    '--line': '#2c3037',
    '--tone-good': '#69db7c',
    '--tone-warn': '#ffb366',
    '--tone-bad': '#ff8787',
  },
});
