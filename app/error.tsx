'use client';
// What stands in a page's place when it could not be rendered. It gets no words from the server, so it brings its own.
import { useEffect } from 'react';
import { errorWords } from '@/components/messages/error-words';
import { Button } from '@/components/ui/button';
import { MessagePage } from '@/components/ui/message-page';

export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  useEffect(() => console.error(error), [error]);
  const words = errorWords(document.documentElement.lang);
  return (
    <MessagePage title={words.title} lead={words.lead}>
      <Button onClick={() => retry()}>{words.action}</Button>
    </MessagePage>
  );
}
