'use client';
// Zoom, straighten, turn and reset as labelled controls.
import { memo, type ReactNode, useId } from 'react';
import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { TurnLeftIcon, TurnRightIcon } from '@/components/ui/icons';
import type { CropAction } from '@/lib/client/images/crop-state';
import { MAX_STRAIGHTEN } from '@/lib/shared/crop-limits';

interface ControlsProps {
  readonly words: Messages['editor'];
  readonly zoom: number;
  readonly highestZoom: number;
  readonly straighten: number;
  readonly untouched: boolean;
  /** True if a face was found: the last button then switches between its frame and the whole picture. */
  readonly canFrame: boolean;
  readonly dispatch: (action: CropAction) => void;
}

/** Memoized: dragging the photo changes none of the props. */
export const Controls = memo(function Controls(props: ControlsProps) {
  const { words, zoom, highestZoom, straighten, untouched, canFrame, dispatch } = props;
  const frames = canFrame && untouched;
  return (
    <div className="flex flex-col gap-1 sm:gap-3">
      <Slider
        label={words.zoom}
        shown={fill(words.percent, { percent: Math.round(zoom * 100) })}
        min={0}
        max={100}
        step={1}
        value={percentOf(zoom, highestZoom)}
        disabled={highestZoom === 1}
        onChange={(percent) => dispatch({ type: 'zoom-to', zoom: highestZoom ** (percent / 100) })}
      />
      <Slider
        label={words.straighten}
        data-straighten
        shown={`${straighten}°`}
        min={-MAX_STRAIGHTEN}
        max={MAX_STRAIGHTEN}
        step={1}
        value={straighten}
        onChange={(degrees) => dispatch({ type: 'straighten', degrees })}
      />
      <div className="flex flex-wrap items-center gap-2">
        <TurnButton label={words.turnLeft} onClick={() => dispatch({ type: 'turn', quarters: -1 })}>
          <TurnLeftIcon />
        </TurnButton>
        <TurnButton label={words.turnRight} onClick={() => dispatch({ type: 'turn', quarters: 1 })}>
          <TurnRightIcon />
        </TurnButton>
        <Button
          look="quiet"
          className="ml-auto"
          inactive={untouched && !canFrame}
          onClick={() => dispatch({ type: frames ? 'frame' : 'reset' })}
        >
          {frames ? words.frame : canFrame ? words.whole : words.reset}
        </Button>
      </div>
    </div>
  );
});

interface SliderProps {
  readonly label: string;
  readonly shown: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  readonly disabled?: boolean;
  readonly 'data-straighten'?: boolean;
  readonly onChange: (value: number) => void;
}

/** Track and thumb, for WebKit and for Firefox. */
const SLIDER =
  'h-7 pointer-coarse:h-11 w-full cursor-pointer appearance-none rounded bg-transparent disabled:cursor-not-allowed disabled:opacity-55 ' +
  '[&::-webkit-slider-runnable-track]:h-1 [&::-webkit-slider-runnable-track]:rounded-full [&::-webkit-slider-runnable-track]:bg-line-strong forced-colors:[&::-webkit-slider-runnable-track]:bg-[CanvasText] ' +
  '[&::-moz-range-track]:h-1 [&::-moz-range-track]:rounded-full [&::-moz-range-track]:bg-line-strong forced-colors:[&::-moz-range-track]:bg-[CanvasText] ' +
  '[&::-webkit-slider-thumb]:-mt-2 [&::-webkit-slider-thumb]:size-5 [&::-webkit-slider-thumb]:appearance-none ' +
  '[&::-webkit-slider-thumb]:rounded-full [&::-webkit-slider-thumb]:border-2 [&::-webkit-slider-thumb]:border-surface [&::-webkit-slider-thumb]:bg-accent forced-colors:[&::-webkit-slider-thumb]:bg-[Highlight] ' +
  '[&::-moz-range-thumb]:size-4 [&::-moz-range-thumb]:rounded-full [&::-moz-range-thumb]:border-2 [&::-moz-range-thumb]:border-surface [&::-moz-range-thumb]:bg-accent';

function Slider({ label, shown, onChange, ...input }: SliderProps) {
  const id = useId();
  return (
    <div className="grid grid-cols-[1fr_auto] items-center gap-x-3 text-sm pointer-coarse:grid-cols-[auto_minmax(0,1fr)_auto]">
      <label htmlFor={id} className="font-medium pointer-coarse:min-w-[5.5rem]">
        {label}
      </label>
      <span
        aria-hidden="true"
        className="text-ink-soft tabular-nums pointer-coarse:min-w-[5ch] pointer-coarse:text-right"
      >
        {shown}
      </span>
      <input
        {...input}
        id={id}
        type="range"
        aria-valuetext={shown}
        onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
        className={`col-span-2 pointer-coarse:col-span-1 pointer-coarse:col-start-2 pointer-coarse:row-start-1 ${SLIDER}`}
      />
    </div>
  );
}

function TurnButton(props: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Button
      look="secondary"
      className="min-w-11 px-3 text-lg"
      aria-label={props.label}
      title={props.label}
      onClick={props.onClick}
    >
      {props.children}
    </Button>
  );
}

/** The slider is logarithmic: equal steps are equal zoom ratios. */
function percentOf(zoom: number, highest: number): number {
  return highest === 1 ? 0 : Math.round((100 * Math.log(zoom)) / Math.log(highest));
}
