'use client';
import { signIn } from 'next-auth/react';
import { useActionState } from 'react';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { TextField } from '@/components/ui/text-field';
import { callbackPath } from '@/lib/shared/callback-path';
// Signs in with email and password.
import { CREDENTIALS_PROVIDER_ID } from '@/lib/shared/sign-in-providers';

interface Attempt {
  email: string;
  problem: 'wrong' | 'unavailable' | null;
}

export function SignInForm({
  callbackUrl,
  words,
}: {
  callbackUrl: string | null;
  words: Messages['signIn'];
}) {
  // An action, so that React replays a form that was submitted before hydration.
  const [attempt, submit, isPending] = useActionState(
    async (_: Attempt, form: FormData): Promise<Attempt> => {
      const email = String(form.get('email'));
      const password = String(form.get('password'));
      const credentials = { redirect: false, email, password } as const;
      const answer = await signIn(CREDENTIALS_PROVIDER_ID, credentials).catch(() => undefined);
      if (answer?.ok) {
        // Load the whole page, so that no state of an earlier user remains.
        window.location.assign(callbackPath(callbackUrl, window.location.origin));
        return { email, problem: null };
      }
      return { email, problem: answer?.status === 401 ? 'wrong' : 'unavailable' };
    },
    { email: '', problem: null },
  );

  return (
    <form action={submit} className="flex flex-col gap-5">
      <div role="alert" className="empty:hidden">
        {attempt.problem && <Notice tone="bad">{words[attempt.problem]}</Notice>}
      </div>
      <TextField
        label={words.email}
        name="email"
        type="email"
        autoComplete="username"
        defaultValue={attempt.email}
        required
      />
      <TextField
        label={words.password}
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
      <Button type="submit" inactive={isPending} className="min-h-11">
        {isPending ? words.submitting : words.submit}
      </Button>
    </form>
  );
}
