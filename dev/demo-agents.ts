// The two demo agents that a developer can sign in as.

export const DEMO_PASSWORD = 'polizalab';

export const DEMO_AGENTS = [
  {
    userId: 'demo-agente',
    email: 'agente@polizalab.test',
    nombre: 'Ana Sofía',
    apellido: 'Ramírez Ortega',
    createdAt: '2024-01-01T00:00:00Z',
  },
  {
    userId: 'demo-colega',
    email: 'colega@polizalab.test',
    nombre: 'Luis',
    apellido: 'Hernández',
    createdAt: '2024-02-15T15:30:00Z',
  },
];
