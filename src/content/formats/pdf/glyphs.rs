//! The interpreter's device: takes glyphs, ignores everything that is painted.

use hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect, Vec2};

use super::lines::{Line, LineBuilder, Spot};
use crate::content::documents::DocumentError;
use crate::content::formats::{MOST_TEXT_BYTES, beyond};

/// What is painted on the pages of a document.
pub(super) struct Painted {
    /// The pieces of lines of every page, in the order of the content.
    pub(super) pages: Vec<Vec<Line>>,
    /// How many pages hold pictures.
    pub(super) pictured: usize,
}

/// Reads every page. Errors: too much text.
pub(super) fn painted(pdf: &Pdf) -> Result<Painted, DocumentError> {
    let cache = InterpreterCache::new();
    let mut bytes = 0;
    let mut painted = Painted { pages: Vec::with_capacity(pdf.pages().len()), pictured: 0 };
    for page in pdf.pages().iter() {
        let (lines, has_pictures) = page_lines(pdf, page, &cache);
        bytes += lines.iter().map(|line| line.text.len()).sum::<usize>();
        if bytes > MOST_TEXT_BYTES {
            return Err(beyond("16 MiB of text"));
        }
        painted.pictured += usize::from(has_pictures);
        painted.pages.push(lines);
    }
    Ok(painted)
}

fn page_lines<'a>(pdf: &'a Pdf, page: &Page<'a>, cache: &InterpreterCache<'a>) -> (Vec<Line>, bool) {
    let everything = Rect::new(-1e6, -1e6, 1e6, 1e6);
    let settings = InterpreterSettings::default();
    let mut context = Context::new(Affine::IDENTITY, everything, cache, pdf.xref(), settings);
    let mut device =
        TextDevice { lines: LineBuilder::default(), last_run: None, area: visible_area(page), has_pictures: false };
    interpret_page(page, &mut context, &mut device);
    (device.lines.finish(), device.has_pictures)
}

/// What a reader sees: printers' marks stand outside.
fn visible_area(page: &Page<'_>) -> Rect {
    let area = page.intersected_crop_box();
    let area = Rect::new(area.x0, area.y0, area.x1, area.y1).abs();
    if area.area() < 1.0 { Rect::new(-1e6, -1e6, 1e6, 1e6) } else { area.inflate(1.0, 1.0) }
}

struct TextDevice {
    lines: LineBuilder,
    /// Where the last run began, and with which glyph: text that is filled and then stroked is drawn twice.
    last_run: Option<(Point, u32)>,
    area: Rect,
    has_pictures: bool,
}

impl TextDevice {
    fn is_repeated(&mut self, run: &GlyphRun<'_, '_>, transform: Affine) -> bool {
        let Some(first) = run.glyphs().first() else { return true };
        let begins = (transform * first.transform() * Point::ZERO, first.char_code());
        let is_repeated =
            self.last_run.is_some_and(|(place, code)| code == begins.1 && place.distance(begins.0) < 0.01);
        self.last_run = Some(begins);
        is_repeated
    }
}

impl Device<'_> for TextDevice {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        if self.lines.is_full() || self.is_repeated(run, props.transform) {
            return;
        }
        let is_vertical = run.writing_mode() == WritingMode::Vertical;
        for glyph in run.glyphs() {
            if !self.area.contains(props.transform * glyph.transform() * Point::ZERO) {
                continue;
            }
            let Some(text) = glyph.as_unicode() else { continue };
            let Some(spot) = spot(glyph, props.transform, is_vertical) else { continue };
            match text {
                BfString::Char(character) => self.lines.push(character.encode_utf8(&mut [0; 4]), spot),
                BfString::String(text) => self.lines.push(&text, spot),
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {
        self.has_pictures = true;
    }
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Where a glyph stands, measured along and across its own direction, so that rotated pages read like others.
fn spot(glyph: &PositionedGlyph<'_>, transform: Affine, is_vertical: bool) -> Option<Spot> {
    let transform = transform * glyph.transform();
    let origin = transform * Point::ZERO;
    let across = transform * Point::new(1000.0, 0.0) - origin;
    let up = transform * Point::new(0.0, 1000.0) - origin;
    let size = up.hypot();
    let length = across.hypot();
    if !size.is_finite() || !length.is_finite() || !origin.is_finite() || size < 0.05 || length < 1e-6 {
        return None;
    }
    let advance = match &**glyph {
        Glyph::Outline(outline) => outline.advance_width(),
        Glyph::Type3(type3) => type3.advance_width(),
    };
    let width = f64::from(advance.unwrap_or(500.0)) / 1000.0 * length;
    let (direction, width) = if is_vertical { (-up / size, size) } else { (across / length, width) };
    let normal = Vec2::new(-direction.y, direction.x);
    let place = origin.to_vec2();
    Some(Spot { direction, along: place.dot(direction), height: place.dot(normal), width, size })
}
