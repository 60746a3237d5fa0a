import { notifications } from '@mantine/notifications';

/** Tells a person in passing: `good` that something worked, `warn` that something did not end as it should. */
export function tell(message: string, tone: 'good' | 'warn' = 'good'): void {
  notifications.show({
    message,
    color: tone === 'good' ? 'green' : 'orange',
    closeButtonProps: { 'aria-label': 'Close this message' },
    ...(tone === 'warn' && { autoClose: false }),
  });
}
