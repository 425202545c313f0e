'use client';
// Signing in with the account at the identity provider.
import { signIn } from 'next-auth/react';
import { useState } from 'react';
import { callbackPath } from '@/lib/shared/callback-path';
import type { Messages } from '../messages/es';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';

export function ProviderButton({
  callbackUrl,
  words,
}: {
  callbackUrl: string | null;
  words: Messages['signIn'];
}) {
  const [stage, setStage] = useState<'ready' | 'leaving' | 'unavailable'>('ready');

  async function leave() {
    setStage('leaving');
    await signIn('oidc', { callbackUrl: callbackPath(callbackUrl, window.location.origin) }).catch(
      () => setStage('unavailable'),
    );
  }

  return (
    <div className="flex flex-col gap-5">
      <div role="alert" className="empty:hidden">
        {stage === 'unavailable' && <Notice tone="bad">{words.unavailable}</Notice>}
      </div>
      <Button disabled={stage === 'leaving'} onClick={() => void leave()} className="min-h-11">
        {stage === 'leaving' ? words.submitting : words.provider}
      </Button>
    </div>
  );
}
