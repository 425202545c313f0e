'use client';
// Opens the agent's kit, and loads its code and pictures when it is opened.
import { useId, useState } from 'react';
import type { KitProps } from '@/components/kit/kit-props';
import { Button } from '@/components/ui/button';
import { useLoaded } from '@/components/ui/use-loaded';

const loadKit = () => import('@/components/kit/agents-kit');

export function KitDisclosure(props: KitProps) {
  const { words } = props;
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button
        look="secondary"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        {isOpen ? words.close : words.open}
      </Button>
      {isOpen && (
        <div id={id} className="mt-5">
          <LoadedKit {...props} />
        </div>
      )}
    </>
  );
}

function LoadedKit(props: KitProps) {
  const { words } = props;
  const { part, hasFailed, retry } = useLoaded(loadKit);
  if (part) return <part.default {...props} />;
  return (
    <p role="status" className="flex flex-wrap items-center gap-2 text-sm text-ink-soft">
      {hasFailed ? words.notLoaded : words.loading}
      {hasFailed && (
        <Button look="quiet" onClick={retry}>
          {words.retry}
        </Button>
      )}
    </p>
  );
}
