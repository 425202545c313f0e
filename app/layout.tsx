// The root layout: language, title, icons, styles.
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { requestLocale, requestWords } from '@/components/i18n/request-locale';
import { requestTimeout } from '@/lib/server/http/request-timeout';
import './globals.css';

export async function generateMetadata(): Promise<Metadata> {
  const { product } = await requestWords();
  return {
    title: { default: product.name, template: `%s · ${product.name}` },
    description: product.description,
    robots: { index: false },
    manifest: '/manifest.webmanifest',
    icons: {
      icon: [
        { url: '/favicon.ico', sizes: '32x32' },
        { url: '/favicon.svg', type: 'image/svg+xml' },
      ],
      apple: '/apple-touch-icon.png',
    },
  };
}

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f5f7f5' },
    { media: '(prefers-color-scheme: dark)', color: '#0b1210' },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang={await requestLocale()} data-request-timeout={requestTimeout()}>
      <body className="min-h-dvh">{children}</body>
    </html>
  );
}
