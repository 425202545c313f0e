// A page with a single message. Screen readers speak it when it changes.
import type { ReactNode } from 'react';
import { ProductMark } from './product-mark';

export function MessagePage({
  title,
  lead,
  children,
}: {
  title: string;
  lead: string;
  children?: ReactNode;
}) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-6 px-6 py-16">
      <ProductMark className="size-10" />
      <div aria-live="polite" className="flex flex-col gap-2">
        <h1 className="text-2xl font-semibold tracking-tight text-balance">{title}</h1>
        <p className="text-ink-soft text-pretty">{lead}</p>
      </div>
      {children}
    </main>
  );
}
