import { Text, type TextProps } from '@mantine/core';
import { type MoneyLike, moneyText } from '../words/money.ts';

/** An amount with figures that stand below each other; a dash where there is none. */
export function MoneyText({ money, ...rest }: TextProps & { readonly money: MoneyLike | null }) {
  return (
    <Text
      span
      inherit={rest.size === undefined}
      style={{ fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' }}
      {...rest}
    >
      {money === null ? '–' : moneyText(money)}
    </Text>
  );
}
