// A link that signs in again and returns here.
import type { ReactNode } from 'react';
import { buttonClass } from '@/components/ui/button';

export function SignInLink({ children }: { children: ReactNode }) {
  return (
    <a href="/sign-in?callbackUrl=/profile" className={buttonClass('secondary')}>
      {children}
    </a>
  );
}
