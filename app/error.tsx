'use client';
// The error page: replaces a page that failed to render. It gets no words from the server, so it has its own.
import { useEffect, useLayoutEffect, useState } from 'react';
import { errorWords } from '@/components/messages/error-words';
import { Button } from '@/components/ui/button';
import { MessagePage } from '@/components/ui/message-page';

export default function PageError({ error, retry }: { error: unknown; retry: () => void }) {
  useEffect(() => console.error(error), [error]);
  // Read the language after mounting: if the server rendered nothing, `lang` is set in the same commit as this page.
  const [language, setLanguage] = useState('');
  useLayoutEffect(() => setLanguage(document.documentElement.lang), []);
  const words = errorWords(language);
  return (
    <MessagePage title={words.title} lead={words.lead}>
      <Button onClick={() => retry()}>{words.action}</Button>
    </MessagePage>
  );
}
