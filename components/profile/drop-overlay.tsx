// Covers the page while files are dragged over it: they can be dropped anywhere.
import { UploadIcon } from '@/components/ui/icons';

export function DropOverlay({ text }: { text: string }) {
  return (
    <div className="pointer-events-none fixed inset-0 z-20 grid place-items-center bg-page/80 p-4 backdrop-blur-sm">
      <div className="grid size-full place-items-center rounded-3xl border-2 border-dashed border-accent bg-accent-soft/60">
        <p className="flex items-center gap-3 text-xl font-semibold tracking-tight text-accent-ink">
          <UploadIcon />
          {text}
        </p>
      </div>
    </div>
  );
}
