"""What ticks. The class stands in `graph`, where a component with `every=` gets one of its own."""

from portico.graph.timer import Timer as Timer
