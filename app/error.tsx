'use client';
// What stands in a page's place when it could not be rendered. It gets no words from the server, so it brings its own.
import { useEffect, useLayoutEffect, useState } from 'react';
import { errorWords } from '@/components/messages/error-words';
import { Button } from '@/components/ui/button';
import { MessagePage } from '@/components/ui/message-page';

export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  useEffect(() => console.error(error), [error]);
  // Only now: where the server could render nothing, the language comes to the document in the same commit as this page does.
  const [language, setLanguage] = useState('');
  useLayoutEffect(() => setLanguage(document.documentElement.lang), []);
  const words = errorWords(language);
  return (
    <MessagePage title={words.title} lead={words.lead}>
      <Button onClick={() => retry()}>{words.action}</Button>
    </MessagePage>
  );
}
