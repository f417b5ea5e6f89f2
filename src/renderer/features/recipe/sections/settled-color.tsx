import { useEffect, useRef, useState } from 'react';
import { ColorField } from '../../../ui/color-field.tsx';

/** ms that a colour has to stay before it counts: dragging in the picker never says that it ended. */
const SETTLES_AFTER = 150;

export interface SettledColorProps {
  readonly label: string;
  readonly value: string;
  readonly onSettled: (value: string) => void;
}

export function SettledColor({ label, value, onSettled }: SettledColorProps) {
  const [moving, setMoving] = useState<string | null>(null);
  const settle = useRef(onSettled);
  useEffect(() => {
    settle.current = onSettled;
  }, [onSettled]);
  useEffect(() => {
    if (moving === null) return undefined;
    const timer = setTimeout(() => {
      setMoving(null);
      settle.current(moving);
    }, SETTLES_AFTER);
    return () => {
      clearTimeout(timer);
    };
  }, [moving]);
  return <ColorField label={label} value={moving ?? value} onChange={setMoving} />;
}
