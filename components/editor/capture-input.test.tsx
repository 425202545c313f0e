import { fireEvent, render, screen } from '@testing-library/react';
import { CaptureInput } from './capture-input';

const picture = new File(['x'], 'image.jpg', { type: 'image/jpeg' });

describe('CaptureInput', () => {
  it('requests the camera that faces the user, and passes the picture to its owner', () => {
    const onFile = jest.fn();
    render(<CaptureInput label="Tomar foto" onFile={onFile} />);
    const input = screen.getByLabelText('Tomar foto');
    expect(input.getAttribute('capture')).toBe('user');
    fireEvent.change(input, { target: { files: [picture] } });
    expect(onFile).toHaveBeenCalledWith(picture);
  });

  it('does nothing if the user takes no picture', () => {
    const onFile = jest.fn();
    render(<CaptureInput label="Tomar foto" onFile={onFile} />);
    fireEvent.change(screen.getByLabelText('Tomar foto'), { target: { files: [] } });
    expect(onFile).not.toHaveBeenCalled();
  });
});
