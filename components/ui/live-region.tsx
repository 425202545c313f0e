// Says to those who listen to the page what the others see change.

/** Read out politely each time the text changes. It is not seen. */
export function LiveRegion({ text }: { text: string }) {
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
