import { type CSSVariablesResolver, createTheme } from '@mantine/core';

/** Quiet: one accent, system letters, small text that is still dark enough to read. */
export const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  headings: { fontWeight: '650' },
  components: {
    Badge: { defaultProps: { radius: 'sm', tt: 'none', fw: 500 } },
    Tooltip: { defaultProps: { withArrow: true, events: { hover: true, focus: true, touch: true } } },
    Modal: { defaultProps: { centered: true } },
  },
});

/** Beside the library's own colours; the library's dimmed and placeholder greys are too pale to be read by everybody. */
export const themeVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5c636a',
    '--mantine-color-placeholder': '#6c747b',
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
    '--mantine-color-body': '#16181c',
    '--surface': '#16181c',
    '--surface-quiet': '#1c1f24',
    '--surface-selected': '#242a3f',
    '--line': '#2c3037',
    '--tone-good': '#69db7c',
    '--tone-warn': '#ffb366',
    '--tone-bad': '#ff8787',
  },
});
