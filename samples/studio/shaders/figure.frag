#version 330
// Only what the surface is; how it is lit is worked out once per pixel, in picture.frag.
in vec3 facing;
in vec2 spot;
uniform sampler2D texture_map;
uniform vec3 tint;
uniform float shine;
uniform bool is_cutout;
uniform bool is_two_sided;
layout(location = 0) out vec4 surface;  // colour, coverage
layout(location = 1) out vec4 way;      // normal, shine
void main() {
    vec4 texel = texture(texture_map, spot);
    if (is_cutout && texel.a < 0.35) discard;
    vec3 normal = (is_two_sided && !gl_FrontFacing) ? -facing : facing;
    surface = vec4(texel.rgb * tint, 1.0);
    way = vec4(normal * 0.5 + 0.5, shine);
}
