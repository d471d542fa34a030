"""PDF files drawn by Typst from values alone; ``renderer.TypstRenderer`` draws."""
