'use client';
// Chooses who can see the photo by the lasting link: two radio buttons, each with an explanation.
import { useId } from 'react';
import type { Messages } from '@/components/messages/es';
import type { LinkAudience } from '@/lib/shared/profile-schema';

const TEXTS = {
  anyone: ['forAnyone', 'forAnyoneHint'],
  team: ['forTeam', 'forTeamHint'],
} as const;

export function LinkAudienceChoice({
  value,
  words,
  onChange,
}: {
  value: LinkAudience;
  words: Messages['link'];
  onChange: (audience: LinkAudience) => void;
}) {
  const id = useId();
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-sm font-medium">{words.audience}</legend>
      {(['anyone', 'team'] as const).map((audience) => {
        const [label, hint] = TEXTS[audience];
        return (
          <div key={audience} className="flex items-start gap-3">
            <input
              type="radio"
              id={`${id}-${audience}`}
              name={id}
              checked={value === audience}
              aria-describedby={`${id}-${audience}-hint`}
              onChange={() => onChange(audience)}
              className="mt-3.5 size-4 shrink-0 accent-accent"
            />
            <label
              htmlFor={`${id}-${audience}`}
              className="min-h-11 grow cursor-pointer py-2.5 text-sm"
            >
              <span className="font-medium">{words[label]}</span>
              <span id={`${id}-${audience}-hint`} className="block text-ink-soft">
                {words[hint]}
              </span>
            </label>
          </div>
        );
      })}
    </fieldset>
  );
}
