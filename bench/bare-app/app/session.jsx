'use client';
// next-auth's session as its documentation has a page load it, and the ways in and out.
import { SessionProvider, signIn, signOut, useSession } from 'next-auth/react';

export function Session({ children }) {
  return (
    <SessionProvider>
      <Who />
      {children}
    </SessionProvider>
  );
}

function Who() {
  const { data } = useSession();
  return (
    <button type="button" onClick={() => void (data ? signOut() : signIn('credentials'))}>
      {data?.user?.email}
    </button>
  );
}
