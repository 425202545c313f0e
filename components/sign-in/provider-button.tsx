'use client';
import { signIn } from 'next-auth/react';
import { useState } from 'react';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { callbackPath } from '@/lib/shared/callback-path';
// Signs in with the identity provider.
import { OIDC_PROVIDER_ID } from '@/lib/shared/sign-in-providers';

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
    await signIn(OIDC_PROVIDER_ID, {
      callbackUrl: callbackPath(callbackUrl, window.location.origin),
    }).catch(() => setStage('unavailable'));
  }

  return (
    <div className="flex flex-col gap-5">
      <div role="alert" className="empty:hidden">
        {stage === 'unavailable' && <Notice tone="bad">{words.unavailable}</Notice>}
      </div>
      <Button inactive={stage === 'leaving'} onClick={() => void leave()} className="min-h-11">
        {stage === 'leaving' ? words.submitting : words.provider}
      </Button>
    </div>
  );
}
