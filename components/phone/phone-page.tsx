'use client';
// The page on the user's phone: choose or take one photo, frame it, send it.
import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { MessagePage } from '@/components/ui/message-page';
import { usePhoneCode } from '@/lib/client/use-phone-code';
import { PhoneSender } from './phone-sender';

export function PhonePage({ words }: { words: Messages }) {
  const { opening, end, sent } = usePhoneCode();
  const texts = words.phone;
  switch (opening.name) {
    case 'opening':
      return <MessagePage title={texts.pageTitle} lead={texts.opening} />;
    case 'sent':
      return <MessagePage title={texts.pageTitle} lead={texts.done} />;
    case 'ended':
      return <MessagePage title={texts.endedTitle} lead={texts.ended} />;
    case 'failed':
      return (
        <MessagePage title={texts.failedTitle} lead={texts.failed}>
          <Button onClick={opening.retry}>{texts.retry}</Button>
        </MessagePage>
      );
    case 'open':
      return (
        <MessagePage title={fill(texts.hello, { name: opening.nombre })} lead={texts.lead}>
          <PhoneSender
            credentials={opening.credentials}
            onEnded={end}
            onSent={sent}
            initials={opening.initials}
            words={words}
          />
        </MessagePage>
      );
  }
}
