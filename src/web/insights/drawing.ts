/** How every chart is drawn: at once, and out of the way of the keyboard, which gets the table instead. */
export const DRAWING = {
  barProps: { isAnimationActive: false },
  barChartProps: { accessibilityLayer: false },
  maxBarWidth: 40,
  tickLine: 'none',
} as const;
