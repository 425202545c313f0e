'use client';
// The QR code, and the files to download.
import { useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button';
import { DownloadIcon } from '@/components/ui/icons';
import { downloadFile, saveFile } from '@/lib/client/download-file';
import { pickPerson } from '@/lib/shared/person-fields';
import type { KitProps } from './kit-props';
import { kitFault } from './kit-words';
import { LinkOffer } from './link-offer';

type QrTarget = 'contact' | 'link';

const CARDS = ['card.vcf', 'card.pdf', 'card.png'] as const;
const CODES = ['qr.svg', 'qr.png'] as const;

/**
 * The address of an SVG of the API. It contains the drawing: an object URL might be revoked before the image has asked for it, when the
 * subject changes again.
 */
async function drawing(path: string): Promise<string> {
  const { blob } = await downloadFile(path);
  return `data:image/svg+xml,${encodeURIComponent(await blob.text())}`;
}

export function CardPart({ profile, words, onChanged }: KitProps) {
  const linkChoice = useRef<HTMLInputElement>(null);
  const [target, setTarget] = useState<QrTarget>('contact');
  const [code, setCode] = useState<string | null>(null);
  const [codeFault, setCodeFault] = useState('');
  const [fileFault, setFileFault] = useState('');
  const [saving, setSaving] = useState<string | null>(null);
  const link = profile.profileImageLink;
  const lacksLink = target === 'link' && link === null;
  const query = target === 'link' ? '?of=link' : '';
  /** The data that the code contains or leads to. A change draws the code again. */
  const subject = JSON.stringify([pickPerson(profile), profile.email, link?.url]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the server reads what the subject has
  useEffect(() => {
    if (lacksLink) return;
    let isCurrent = true;
    drawing(`/api/profile/qr.svg${query}`).then(
      (address) => {
        if (!isCurrent) return;
        setCodeFault('');
        setCode(address);
      },
      (error) => isCurrent && setCodeFault(kitFault(error, words)),
    );
    return () => {
      isCurrent = false;
      setCode(null);
    };
  }, [subject, query, lacksLink, words]);

  async function save(file: string) {
    setSaving(file);
    setFileFault('');
    try {
      saveFile(await downloadFile(`/api/profile/${file}`));
    } catch (error) {
      setFileFault(kitFault(error, words));
    } finally {
      setSaving(null);
    }
  }

  const button = (file: (typeof CARDS | typeof CODES)[number], path: string) => (
    <Button
      key={file}
      look="quiet"
      inactive={saving !== null}
      onClick={saving === null ? () => void save(path) : undefined}
    >
      <DownloadIcon />
      {words[file]}
    </Button>
  );

  return (
    <div className="flex flex-col gap-3">
      <h3 className="text-sm font-semibold">{words.card}</h3>
      <div className="-ml-[17px] flex flex-wrap forced-colors:ml-0">
        {CARDS.map((file) => button(file, file))}
      </div>
      <fieldset className="flex flex-col gap-1">
        <legend className="text-sm font-semibold">{words.qr}</legend>
        {(['contact', 'link'] as const).map((one) => (
          <label
            key={one}
            className="flex min-h-10 items-center gap-2 text-sm pointer-coarse:min-h-[44px]"
          >
            <input
              ref={one === 'link' ? linkChoice : undefined}
              type="radio"
              name="qr"
              className="size-4 accent-accent"
              checked={target === one}
              onChange={() => setTarget(one)}
            />
            {words[one]}
          </label>
        ))}
      </fieldset>
      {lacksLink ? (
        <LinkOffer text={words.qrNeedsLink} words={words} next={linkChoice} onChanged={onChanged} />
      ) : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          {/* White in dark mode too: readers expect dark modules on white. */}
          <div className="size-36 shrink-0 rounded-lg border border-line bg-white p-1">
            {code && <img src={code} alt={words.qrAlt} className="size-full" />}
          </div>
          <div className="flex flex-wrap">
            {CODES.map((file) => button(file, `${file}${query}`))}
          </div>
        </div>
      )}
      {target === 'link' && link?.audience === 'team' && (
        <p className="text-sm text-ink-soft text-pretty">{words.qrForTeam}</p>
      )}
      <p role="alert" className="text-sm text-danger empty:hidden">
        {fileFault || (lacksLink ? '' : codeFault)}
      </p>
    </div>
  );
}
