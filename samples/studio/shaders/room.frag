#version 330
#include light.glsl
#include shadow.glsl
in vec3 place;
in vec3 facing;
in vec2 spot;
uniform sampler2D texture_map;
uniform sampler2DShadow fixed_shadow;
uniform mat4 to_fixed_shadow;
uniform float spread;
uniform vec3 eye;
uniform float shine;
uniform float glow;
uniform float window;
uniform float key_share;
uniform bool is_cutout;
out vec4 colour;
void main() {
    vec4 texel = texture(texture_map, spot);
    if (is_cutout && texel.a < 0.35) discard;
    vec3 normal = normalize(facing);
    vec3 albedo = pow(texel.rgb, vec3(2.2));
    vec3 at = (to_fixed_shadow * vec4(place + 0.01 * normal, 1.0)).xyz * 0.5 + 0.5;
    float shadow = key_share * arriving(fixed_shadow, at - vec3(0.0, 0.0, 0.0005), spread, true);
    vec3 radiance = lit(albedo, shine, normal, normalize(eye - place), shadow);
    colour = vec4(developed(mix(radiance, albedo * window, glow)), 1.0);
}
