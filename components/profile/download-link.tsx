// Saves the photo as a file.
import { Button, buttonClass } from '@/components/ui/button';
import { DownloadIcon } from '@/components/ui/icons';

/** @param inactive true while there is a photo, but not yet on the server: the link keeps its place */
export function DownloadLink({ label, inactive }: { label: string; inactive: boolean }) {
  const face = (
    <>
      <DownloadIcon />
      {label}
    </>
  );
  if (inactive) {
    return (
      <Button look="quiet" inactive>
        {face}
      </Button>
    );
  }
  return (
    <a
      href="/api/profile/image/download"
      // In a new tab: in this one, the browser would ask about unsaved names, and an error would replace the page.
      target="_blank"
      className={buttonClass('quiet')}
      rel="noopener"
    >
      {face}
    </a>
  );
}
