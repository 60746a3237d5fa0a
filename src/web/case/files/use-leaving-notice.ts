import { useEffect, useRef } from 'react';
import { tell } from '../../ui/tell.ts';

/** Says so when somebody leaves while files they chose are not added yet: they go no further then. */
export function useLeavingNotice(waiting: number): void {
  const latest = useRef(waiting);
  useEffect(() => {
    latest.current = waiting;
    if (waiting === 0) return;
    window.addEventListener('beforeunload', stay);
    return () => window.removeEventListener('beforeunload', stay);
  }, [waiting]);
  useEffect(
    () => () => {
      if (latest.current > 0)
        tell('Files you chose were not all added. Open the case again to see which are there.', 'warn');
    },
    [],
  );
}

function stay(event: BeforeUnloadEvent): void {
  event.preventDefault();
}
