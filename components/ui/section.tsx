// A section of a settings page: heading on the left, controls in a card on the right; stacked on phones.
import { type ReactNode, useId } from 'react';

export function Section({
  title,
  lead,
  children,
}: {
  title: string;
  lead: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid grid-cols-1 gap-x-10 gap-y-4 border-t border-line py-5 sm:py-8 lg:grid-cols-[15rem_minmax(0,1fr)] lg:py-10"
    >
      <div className="flex flex-col gap-1 lg:pt-1">
        <h2 id={id} className="font-semibold tracking-tight">
          {title}
        </h2>
        <p className="text-sm text-ink-soft text-pretty">{lead}</p>
      </div>
      <div className="rounded-2xl border border-line bg-surface p-[16px] shadow-card sm:p-6">
        {children}
      </div>
    </section>
  );
}
